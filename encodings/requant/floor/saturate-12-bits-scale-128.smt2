; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/128, is rounded by
; mode floor and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 5) ((_ extract 11 7) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 128·q ≤ a < 128·q + 128
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle (bvmul (_ bv128 23) q) a)
       (not (bvsle (bvmul (_ bv128 23) q) (bvsub a (_ bv128 23))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 23)) (k (_ BitVec 23))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 23) (_ bv32 23)))) (not (bvsle (_ bv31 23) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 23) (_ bv32 23))) (or (is_rounded a (bvsub (_ bv0 23) (_ bv32 23))) (not (bvsle (bvsub (_ bv0 23) (_ bv4096 23)) a))))
      (and (= k (_ bv31 23)) (or (is_rounded a (_ bv31 23)) (not (bvsle a (_ bv3968 23)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 18) result_rounded))))
(check-sat)

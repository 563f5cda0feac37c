; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/128, is rounded by
; mode half-away and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 12 7) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 5) (ite (bvslt accumulator (_ bv0 12)) (_ bv63 8) (_ bv64 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 23) q) (_ bv128 23)) (bvmul (_ bv2 23) a))
       (bvsle (bvsub (bvmul (_ bv2 23) a) (_ bv128 23)) (bvmul (_ bv256 23) q))
       (and (=> (= (bvsub (bvmul (_ bv2 23) a) (_ bv128 23)) (bvmul (_ bv256 23) q)) (not (not (bvsle a (_ bv0 23))))) (=> (= (bvsub (bvmul (_ bv256 23) q) (_ bv128 23)) (bvmul (_ bv2 23) a)) (not (bvsle a (_ bv0 23)))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 23)) (k (_ BitVec 23))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 23) (_ bv32 23)))) (not (bvsle (_ bv31 23) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 23) (_ bv32 23))) (or (is_rounded a (bvsub (_ bv0 23) (_ bv32 23))) (not (bvsle (bvsub (_ bv0 23) (_ bv4096 23)) a))))
      (and (= k (_ bv31 23)) (or (is_rounded a (_ bv31 23)) (not (bvsle a (_ bv3968 23)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))))
(check-sat)

; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/1, is rounded by
; mode ceil and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 16) (ite (bvslt accumulator (bvneg (_ bv32768 32))) (bvneg (_ bv32768 16)) (ite (bvslt (_ bv32767 32) accumulator) (_ bv32767 16) ((_ extract 15 0) accumulator))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: q − 1 < a ≤ q
(define-fun is_rounded ((a (_ BitVec 37)) (q (_ BitVec 37))) Bool
  (and (bvsle a q)
       (not (bvsle a (bvsub q (_ bv1 37))))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 37)) (k (_ BitVec 37))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 37) (_ bv32768 37)))) (not (bvsle (_ bv32767 37) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 37) (_ bv32768 37))) (or (is_rounded a (bvsub (_ bv0 37) (_ bv32768 37))) (not (bvsle (bvsub (_ bv0 37) (_ bv32768 37)) a))))
      (and (= k (_ bv32767 37)) (or (is_rounded a (_ bv32767 37)) (not (bvsle a (_ bv32767 37)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 5) accumulator) ((_ sign_extend 21) result_clamped))))
(check-sat)

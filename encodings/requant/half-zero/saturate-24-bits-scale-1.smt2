; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/1, is rounded by
; mode half-zero and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 12) (ite (bvslt accumulator (bvneg (_ bv2048 24))) (bvneg (_ bv2048 12)) (ite (bvslt (_ bv2047 24) accumulator) (_ bv2047 12) ((_ extract 11 0) accumulator))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 2·q| ≤ 1, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 29)) (q (_ BitVec 29))) Bool
  (and (bvsle (bvsub (bvmul (_ bv2 29) q) (_ bv1 29)) (bvmul (_ bv2 29) a))
       (bvsle (bvsub (bvmul (_ bv2 29) a) (_ bv1 29)) (bvmul (_ bv2 29) q))
       (and (=> (= (bvsub (bvmul (_ bv2 29) a) (_ bv1 29)) (bvmul (_ bv2 29) q)) (not (bvsle a (_ bv0 29)))) (=> (= (bvsub (bvmul (_ bv2 29) q) (_ bv1 29)) (bvmul (_ bv2 29) a)) (not (not (bvsle a (_ bv0 29))))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 29)) (k (_ BitVec 29))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 29) (_ bv2048 29)))) (not (bvsle (_ bv2047 29) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 29) (_ bv2048 29))) (or (is_rounded a (bvsub (_ bv0 29) (_ bv2048 29))) (not (bvsle (bvsub (_ bv0 29) (_ bv2048 29)) a))))
      (and (= k (_ bv2047 29)) (or (is_rounded a (_ bv2047 29)) (not (bvsle a (_ bv2047 29)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 5) accumulator) ((_ sign_extend 17) result_clamped))))
(check-sat)

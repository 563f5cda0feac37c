; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/3, is rounded by
; mode half-down and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_clamped () (_ BitVec 6) (ite (bvslt accumulator (bvneg (_ bv23 8))) (bvneg (_ bv23 6)) (ite (bvslt (_ bv20 8) accumulator) (_ bv20 6) ((_ extract 5 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 6) (bvadd result_clamped (_ bv1 6)))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv24 7)) (_ bv3 7))) (bvneg (_ bv8 5)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes down
(define-fun is_rounded ((a (_ BitVec 14)) (q (_ BitVec 14))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 14) q) (_ bv3 14)) (bvmul (_ bv2 14) a))
       (bvsle (bvsub (bvmul (_ bv2 14) a) (_ bv3 14)) (bvmul (_ bv6 14) q))
       (not (= (bvsub (bvmul (_ bv6 14) q) (_ bv3 14)) (bvmul (_ bv2 14) a)))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 14)) (k (_ BitVec 14))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 14) (_ bv8 14)))) (not (bvsle (_ bv7 14) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 14) (_ bv8 14))) (or (is_rounded a (bvsub (_ bv0 14) (_ bv8 14))) (not (bvsle (bvsub (_ bv0 14) (_ bv24 14)) a))))
      (and (= k (_ bv7 14)) (or (is_rounded a (_ bv7 14)) (not (bvsle a (_ bv21 14)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 6) accumulator) ((_ sign_extend 10) result_rounded))))
(check-sat)

; The encoded requantizer is its definition. An accumulator of 12 bits, times 3/10, is rounded by
; mode half-zero and saturated to -7…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 6) (ite (bvslt accumulator (bvneg (_ bv22 12))) (bvneg (_ bv22 6)) (ite (bvslt (_ bv22 12) accumulator) (_ bv22 6) ((_ extract 5 0) accumulator))))
(define-fun result_rounded_scaled () (_ BitVec 8) (bvmul ((_ sign_extend 2) result_clamped) (_ bv3 8)))
(define-fun result_rounded_nudged () (_ BitVec 8) (bvadd result_rounded_scaled ((_ sign_extend 4) (ite (bvslt result_rounded_scaled (_ bv0 8)) (_ bv5 4) (_ bv4 4)))))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv70 9)) (_ bv10 9))) (bvneg (_ bv7 5)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 21)) (q (_ BitVec 21))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 21) q) (_ bv10 21)) (bvmul (_ bv2 21) a))
       (bvsle (bvsub (bvmul (_ bv2 21) a) (_ bv10 21)) (bvmul (_ bv20 21) q))
       (and (=> (= (bvsub (bvmul (_ bv2 21) a) (_ bv10 21)) (bvmul (_ bv20 21) q)) (not (bvsle a (_ bv0 21)))) (=> (= (bvsub (bvmul (_ bv20 21) q) (_ bv10 21)) (bvmul (_ bv2 21) a)) (not (not (bvsle a (_ bv0 21))))))))
; is_saturated: k is a rounded, inside -7…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 21)) (k (_ BitVec 21))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 21) (_ bv7 21)))) (not (bvsle (_ bv7 21) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 21) (_ bv7 21))) (or (is_rounded a (bvsub (_ bv0 21) (_ bv7 21))) (not (bvsle (bvsub (_ bv0 21) (_ bv70 21)) a))))
      (and (= k (_ bv7 21)) (or (is_rounded a (_ bv7 21)) (not (bvsle a (_ bv70 21)))))))
; The encoding does not meet it:
(assert (not (is_saturated (bvmul (_ bv3 21) ((_ sign_extend 9) accumulator)) ((_ sign_extend 17) result_rounded))))
(check-sat)

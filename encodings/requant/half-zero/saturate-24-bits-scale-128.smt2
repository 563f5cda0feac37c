; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/128, is rounded by
; mode half-zero and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 19) (ite (bvslt accumulator (bvneg (_ bv262081 24))) (bvneg (_ bv262081 19)) (ite (bvslt (_ bv261953 24) accumulator) (_ bv261953 19) ((_ extract 18 0) accumulator))))
(define-fun result_rounded () (_ BitVec 12) ((_ extract 18 7) (bvadd result_clamped ((_ sign_extend 11) (ite (bvslt result_clamped (_ bv0 19)) (_ bv64 8) (_ bv63 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 35)) (q (_ BitVec 35))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 35) q) (_ bv128 35)) (bvmul (_ bv2 35) a))
       (bvsle (bvsub (bvmul (_ bv2 35) a) (_ bv128 35)) (bvmul (_ bv256 35) q))
       (and (=> (= (bvsub (bvmul (_ bv2 35) a) (_ bv128 35)) (bvmul (_ bv256 35) q)) (not (bvsle a (_ bv0 35)))) (=> (= (bvsub (bvmul (_ bv256 35) q) (_ bv128 35)) (bvmul (_ bv2 35) a)) (not (not (bvsle a (_ bv0 35))))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 35)) (k (_ BitVec 35))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 35) (_ bv2048 35)))) (not (bvsle (_ bv2047 35) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 35) (_ bv2048 35))) (or (is_rounded a (bvsub (_ bv0 35) (_ bv2048 35))) (not (bvsle (bvsub (_ bv0 35) (_ bv262144 35)) a))))
      (and (= k (_ bv2047 35)) (or (is_rounded a (_ bv2047 35)) (not (bvsle a (_ bv262016 35)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 23) result_rounded))))
(check-sat)

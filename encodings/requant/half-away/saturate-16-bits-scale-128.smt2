; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/128, is rounded by
; mode half-away and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 15) (ite (bvslt accumulator (bvneg (_ bv16320 16))) (bvneg (_ bv16320 15)) (ite (bvslt (_ bv16192 16) accumulator) (_ bv16192 15) ((_ extract 14 0) accumulator))))
(define-fun result_rounded () (_ BitVec 8) ((_ extract 14 7) (bvadd result_clamped ((_ sign_extend 7) (ite (bvslt result_clamped (_ bv0 15)) (_ bv63 8) (_ bv64 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 27)) (q (_ BitVec 27))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 27) q) (_ bv128 27)) (bvmul (_ bv2 27) a))
       (bvsle (bvsub (bvmul (_ bv2 27) a) (_ bv128 27)) (bvmul (_ bv256 27) q))
       (and (=> (= (bvsub (bvmul (_ bv2 27) a) (_ bv128 27)) (bvmul (_ bv256 27) q)) (not (not (bvsle a (_ bv0 27))))) (=> (= (bvsub (bvmul (_ bv256 27) q) (_ bv128 27)) (bvmul (_ bv2 27) a)) (not (bvsle a (_ bv0 27)))))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 27)) (k (_ BitVec 27))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 27) (_ bv128 27)))) (not (bvsle (_ bv127 27) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 27) (_ bv128 27))) (or (is_rounded a (bvsub (_ bv0 27) (_ bv128 27))) (not (bvsle (bvsub (_ bv0 27) (_ bv16384 27)) a))))
      (and (= k (_ bv127 27)) (or (is_rounded a (_ bv127 27)) (not (bvsle a (_ bv16256 27)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 19) result_rounded))))
(check-sat)

; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/128, is rounded by
; mode zero and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 15) (ite (bvslt accumulator (bvneg (_ bv16384 16))) (bvneg (_ bv16384 15)) (ite (bvslt (_ bv16256 16) accumulator) (_ bv16256 15) ((_ extract 14 0) accumulator))))
(define-fun result_rounded () (_ BitVec 8) ((_ extract 14 7) (bvadd result_clamped ((_ sign_extend 7) (ite (bvslt result_clamped (_ bv0 15)) (_ bv127 8) (_ bv0 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 128·q ≤ a < 128·q + 128 for a ≥ 0, and 128·q − 128 < a ≤ 128·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 27)) (q (_ BitVec 27))) Bool
  (and (=> (bvsle (_ bv0 27) a) (and (bvsle (bvmul (_ bv128 27) q) a) (not (bvsle (bvmul (_ bv128 27) q) (bvsub a (_ bv128 27))))))
       (=> (bvsle a (_ bv0 27)) (and (bvsle a (bvmul (_ bv128 27) q)) (not (bvsle a (bvsub (bvmul (_ bv128 27) q) (_ bv128 27))))))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 27)) (k (_ BitVec 27))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 27) (_ bv128 27)))) (not (bvsle (_ bv127 27) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 27) (_ bv128 27))) (or (is_rounded a (bvsub (_ bv0 27) (_ bv128 27))) (not (bvsle (bvsub (_ bv0 27) (_ bv16384 27)) a))))
      (and (= k (_ bv127 27)) (or (is_rounded a (_ bv127 27)) (not (bvsle a (_ bv16256 27)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 19) result_rounded))))
(check-sat)

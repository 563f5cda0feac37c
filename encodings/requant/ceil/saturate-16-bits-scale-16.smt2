; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/16, is rounded by
; mode ceil and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 12) (ite (bvslt accumulator (bvneg (_ bv2048 16))) (bvneg (_ bv2048 12)) (ite (bvslt (_ bv2017 16) accumulator) (_ bv2017 12) ((_ extract 11 0) accumulator))))
(define-fun result_rounded () (_ BitVec 8) ((_ extract 11 4) (bvadd result_clamped (_ bv15 12))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 16·q − 16 < a ≤ 16·q
(define-fun is_rounded ((a (_ BitVec 24)) (q (_ BitVec 24))) Bool
  (and (bvsle a (bvmul (_ bv16 24) q))
       (not (bvsle a (bvsub (bvmul (_ bv16 24) q) (_ bv16 24))))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 24)) (k (_ BitVec 24))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 24) (_ bv128 24)))) (not (bvsle (_ bv127 24) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 24) (_ bv128 24))) (or (is_rounded a (bvsub (_ bv0 24) (_ bv128 24))) (not (bvsle (bvsub (_ bv0 24) (_ bv2048 24)) a))))
      (and (= k (_ bv127 24)) (or (is_rounded a (_ bv127 24)) (not (bvsle a (_ bv2032 24)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 16) result_rounded))))
(check-sat)

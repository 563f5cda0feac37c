; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/7, is rounded by
; mode ceil and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 11) (ite (bvslt accumulator (bvneg (_ bv896 16))) (bvneg (_ bv896 11)) (ite (bvslt (_ bv883 16) accumulator) (_ bv883 11) ((_ extract 10 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 11) (bvadd result_clamped (_ bv6 11)))
(define-fun result_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv896 12)) (_ bv7 12))) (bvneg (_ bv128 9)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 7·q − 7 < a ≤ 7·q
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle a (bvmul (_ bv7 23) q))
       (not (bvsle a (bvsub (bvmul (_ bv7 23) q) (_ bv7 23))))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 23)) (k (_ BitVec 23))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 23) (_ bv128 23)))) (not (bvsle (_ bv127 23) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 23) (_ bv128 23))) (or (is_rounded a (bvsub (_ bv0 23) (_ bv128 23))) (not (bvsle (bvsub (_ bv0 23) (_ bv896 23)) a))))
      (and (= k (_ bv127 23)) (or (is_rounded a (_ bv127 23)) (not (bvsle a (_ bv889 23)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 15) result_rounded))))
(check-sat)

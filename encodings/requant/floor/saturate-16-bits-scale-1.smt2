; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/1, is rounded by
; mode floor and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 8) (ite (bvslt accumulator (bvneg (_ bv128 16))) (bvneg (_ bv128 8)) (ite (bvslt (_ bv127 16) accumulator) (_ bv127 8) ((_ extract 7 0) accumulator))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: q ≤ a < q + 1
(define-fun is_rounded ((a (_ BitVec 21)) (q (_ BitVec 21))) Bool
  (and (bvsle q a)
       (not (bvsle q (bvsub a (_ bv1 21))))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 21)) (k (_ BitVec 21))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 21) (_ bv128 21)))) (not (bvsle (_ bv127 21) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 21) (_ bv128 21))) (or (is_rounded a (bvsub (_ bv0 21) (_ bv128 21))) (not (bvsle (bvsub (_ bv0 21) (_ bv128 21)) a))))
      (and (= k (_ bv127 21)) (or (is_rounded a (_ bv127 21)) (not (bvsle a (_ bv127 21)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 5) accumulator) ((_ sign_extend 13) result_clamped))))
(check-sat)

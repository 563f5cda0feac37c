; The encoded requantizer is its definition. An accumulator of 10 bits, times 5/3, is rounded by
; mode floor and saturated to 0…199.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 10))
(define-fun result_clamped () (_ BitVec 8) (ite (bvslt accumulator (_ bv0 10)) (_ bv0 8) (ite (bvslt (_ bv120 10) accumulator) (_ bv120 8) ((_ extract 7 0) accumulator))))
(define-fun result_rounded_scaled () (_ BitVec 11) (bvmul ((_ sign_extend 3) result_clamped) (_ bv5 11)))
(define-fun result_rounded () (_ BitVec 9) ((_ extract 8 0) (bvudiv result_rounded_scaled (_ bv3 11))))
(define-fun result () (_ BitVec 9) (ite (bvslt (_ bv199 9) result_rounded) (_ bv199 9) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 3·q ≤ a < 3·q + 3
(define-fun is_rounded ((a (_ BitVec 18)) (q (_ BitVec 18))) Bool
  (and (bvsle (bvmul (_ bv3 18) q) a)
       (not (bvsle (bvmul (_ bv3 18) q) (bvsub a (_ bv3 18))))))
; is_saturated: k is a rounded, inside 0…199; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 18)) (k (_ BitVec 18))) Bool
  (or (and (not (bvsle k (_ bv0 18))) (not (bvsle (_ bv199 18) k)) (is_rounded a k))
      (and (= k (_ bv0 18)) (or (is_rounded a (_ bv0 18)) (not (bvsle (_ bv0 18) a))))
      (and (= k (_ bv199 18)) (or (is_rounded a (_ bv199 18)) (not (bvsle a (_ bv597 18)))))))
; The encoding does not meet it:
(assert (not (is_saturated (bvmul (_ bv5 18) ((_ sign_extend 8) accumulator)) ((_ sign_extend 9) result))))
(check-sat)

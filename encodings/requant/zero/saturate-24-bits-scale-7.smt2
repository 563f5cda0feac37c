; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/7, is rounded by
; mode zero and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 15) (ite (bvslt accumulator (bvneg (_ bv14336 24))) (bvneg (_ bv14336 15)) (ite (bvslt (_ bv14329 24) accumulator) (_ bv14329 15) ((_ extract 14 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 15) (bvadd result_clamped ((_ sign_extend 11) (ite (bvslt result_clamped (_ bv0 15)) (_ bv6 4) (_ bv0 4)))))
(define-fun result_rounded_remainder1 () (_ BitVec 4) ((_ extract 3 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 14 4) result_rounded_nudged)) (_ bv896 12)) (_ bv7 12))))
(define-fun result_rounded_part0 () (_ BitVec 8) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv7 8))))
(define-fun result_rounded () (_ BitVec 12) (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 14 4) result_rounded_nudged)) (_ bv896 12)) (_ bv7 12))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 7·q ≤ a < 7·q + 7 for a ≥ 0, and 7·q − 7 < a ≤ 7·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 31)) (q (_ BitVec 31))) Bool
  (and (=> (bvsle (_ bv0 31) a) (and (bvsle (bvmul (_ bv7 31) q) a) (not (bvsle (bvmul (_ bv7 31) q) (bvsub a (_ bv7 31))))))
       (=> (bvsle a (_ bv0 31)) (and (bvsle a (bvmul (_ bv7 31) q)) (not (bvsle a (bvsub (bvmul (_ bv7 31) q) (_ bv7 31))))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 31)) (k (_ BitVec 31))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 31) (_ bv2048 31)))) (not (bvsle (_ bv2047 31) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 31) (_ bv2048 31))) (or (is_rounded a (bvsub (_ bv0 31) (_ bv2048 31))) (not (bvsle (bvsub (_ bv0 31) (_ bv14336 31)) a))))
      (and (= k (_ bv2047 31)) (or (is_rounded a (_ bv2047 31)) (not (bvsle a (_ bv14329 31)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 19) result_rounded))))
(check-sat)

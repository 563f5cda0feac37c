; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/10, is rounded by
; mode floor and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 16) (ite (bvslt accumulator (bvneg (_ bv20471 24))) (bvneg (_ bv20471 16)) (ite (bvslt (_ bv20470 24) accumulator) (_ bv20470 16) ((_ extract 15 0) accumulator))))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 15 4) result_clamped)) (_ bv1280 13)) (_ bv10 13))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_clamped)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 12) (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 15 4) result_clamped)) (_ bv1280 13)) (_ bv10 13))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 10·q ≤ a < 10·q + 10
(define-fun is_rounded ((a (_ BitVec 31)) (q (_ BitVec 31))) Bool
  (and (bvsle (bvmul (_ bv10 31) q) a)
       (not (bvsle (bvmul (_ bv10 31) q) (bvsub a (_ bv10 31))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 31)) (k (_ BitVec 31))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 31) (_ bv2048 31)))) (not (bvsle (_ bv2047 31) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 31) (_ bv2048 31))) (or (is_rounded a (bvsub (_ bv0 31) (_ bv2048 31))) (not (bvsle (bvsub (_ bv0 31) (_ bv20480 31)) a))))
      (and (= k (_ bv2047 31)) (or (is_rounded a (_ bv2047 31)) (not (bvsle a (_ bv20470 31)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 19) result_rounded))))
(check-sat)

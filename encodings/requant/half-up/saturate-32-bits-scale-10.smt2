; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/10, is rounded by
; mode half-up and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 20) (ite (bvslt accumulator (bvneg (_ bv327676 32))) (bvneg (_ bv327676 20)) (ite (bvslt (_ bv327665 32) accumulator) (_ bv327665 20) ((_ extract 19 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 20) (bvadd result_clamped (_ bv5 20)))
(define-fun result_rounded_remainder2 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 19 8) result_rounded_nudged)) (_ bv1280 13)) (_ bv10 13))))
(define-fun result_rounded_part1 () (_ BitVec 9) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 16) (concat (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 19 8) result_rounded_nudged)) (_ bv1280 13)) (_ bv10 13))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 39)) (q (_ BitVec 39))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 39) q) (_ bv10 39)) (bvmul (_ bv2 39) a))
       (bvsle (bvsub (bvmul (_ bv2 39) a) (_ bv10 39)) (bvmul (_ bv20 39) q))
       (not (= (bvsub (bvmul (_ bv2 39) a) (_ bv10 39)) (bvmul (_ bv20 39) q)))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 39)) (k (_ BitVec 39))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 39) (_ bv32768 39)))) (not (bvsle (_ bv32767 39) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 39) (_ bv32768 39))) (or (is_rounded a (bvsub (_ bv0 39) (_ bv32768 39))) (not (bvsle (bvsub (_ bv0 39) (_ bv327680 39)) a))))
      (and (= k (_ bv32767 39)) (or (is_rounded a (_ bv32767 39)) (not (bvsle a (_ bv327670 39)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 23) result_rounded))))
(check-sat)

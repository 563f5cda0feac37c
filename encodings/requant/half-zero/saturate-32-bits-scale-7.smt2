; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/7, is rounded by
; mode half-zero and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 19) (ite (bvslt accumulator (bvneg (_ bv229373 32))) (bvneg (_ bv229373 19)) (ite (bvslt (_ bv229366 32) accumulator) (_ bv229366 19) ((_ extract 18 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 19) (bvadd result_clamped (_ bv3 19)))
(define-fun result_rounded_remainder2 () (_ BitVec 4) ((_ extract 3 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 18 8) result_rounded_nudged)) (_ bv896 12)) (_ bv7 12))))
(define-fun result_rounded_part1 () (_ BitVec 8) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv7 8))))
(define-fun result_rounded_remainder1 () (_ BitVec 4) ((_ extract 3 0) (bvurem result_rounded_part1 (_ bv7 8))))
(define-fun result_rounded_part0 () (_ BitVec 8) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv7 8))))
(define-fun result_rounded () (_ BitVec 16) (concat (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 18 8) result_rounded_nudged)) (_ bv896 12)) (_ bv7 12))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 14·q| ≤ 7, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 39)) (q (_ BitVec 39))) Bool
  (and (bvsle (bvsub (bvmul (_ bv14 39) q) (_ bv7 39)) (bvmul (_ bv2 39) a))
       (bvsle (bvsub (bvmul (_ bv2 39) a) (_ bv7 39)) (bvmul (_ bv14 39) q))
       (and (=> (= (bvsub (bvmul (_ bv2 39) a) (_ bv7 39)) (bvmul (_ bv14 39) q)) (not (bvsle a (_ bv0 39)))) (=> (= (bvsub (bvmul (_ bv14 39) q) (_ bv7 39)) (bvmul (_ bv2 39) a)) (not (not (bvsle a (_ bv0 39))))))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 39)) (k (_ BitVec 39))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 39) (_ bv32768 39)))) (not (bvsle (_ bv32767 39) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 39) (_ bv32768 39))) (or (is_rounded a (bvsub (_ bv0 39) (_ bv32768 39))) (not (bvsle (bvsub (_ bv0 39) (_ bv229376 39)) a))))
      (and (= k (_ bv32767 39)) (or (is_rounded a (_ bv32767 39)) (not (bvsle a (_ bv229369 39)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 23) result_rounded))))
(check-sat)

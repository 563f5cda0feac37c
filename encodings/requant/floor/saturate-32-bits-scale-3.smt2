; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/3, is rounded by
; mode floor and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 18) (ite (bvslt accumulator (bvneg (_ bv98302 32))) (bvneg (_ bv98302 18)) (ite (bvslt (_ bv98301 32) accumulator) (_ bv98301 18) ((_ extract 17 0) accumulator))))
(define-fun result_rounded_remainder2 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 17 8) result_clamped)) (_ bv384 11)) (_ bv3 11))))
(define-fun result_rounded_part1 () (_ BitVec 7) (concat result_rounded_remainder2 ((_ extract 7 4) result_clamped)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_clamped)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 16) (concat (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 17 8) result_clamped)) (_ bv384 11)) (_ bv3 11))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 3·q ≤ a < 3·q + 3
(define-fun is_rounded ((a (_ BitVec 38)) (q (_ BitVec 38))) Bool
  (and (bvsle (bvmul (_ bv3 38) q) a)
       (not (bvsle (bvmul (_ bv3 38) q) (bvsub a (_ bv3 38))))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 38)) (k (_ BitVec 38))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 38) (_ bv32768 38)))) (not (bvsle (_ bv32767 38) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 38) (_ bv32768 38))) (or (is_rounded a (bvsub (_ bv0 38) (_ bv32768 38))) (not (bvsle (bvsub (_ bv0 38) (_ bv98304 38)) a))))
      (and (= k (_ bv32767 38)) (or (is_rounded a (_ bv32767 38)) (not (bvsle a (_ bv98301 38)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 6) accumulator) ((_ sign_extend 22) result_rounded))))
(check-sat)

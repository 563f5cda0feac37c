; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/10, is rounded by
; mode ceil and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_rounded_nudged () (_ BitVec 25) (bvadd ((_ sign_extend 1) accumulator) (_ bv9 25)))
(define-fun result_rounded_remainder4 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))))
(define-fun result_rounded_part3 () (_ BitVec 9) (concat result_rounded_remainder4 ((_ extract 15 12) result_rounded_nudged)))
(define-fun result_rounded_digit3 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part3 (_ bv10 9))))
(define-fun result_rounded_remainder3 () (_ BitVec 5) ((_ extract 4 0) (bvurem result_rounded_part3 (_ bv10 9))))
(define-fun result_rounded_part2 () (_ BitVec 9) (concat result_rounded_remainder3 ((_ extract 11 8) result_rounded_nudged)))
(define-fun result_rounded_digit2 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part2 (_ bv10 9))))
(define-fun result_rounded_remainder2 () (_ BitVec 5) ((_ extract 4 0) (bvurem result_rounded_part2 (_ bv10 9))))
(define-fun result_rounded_part1 () (_ BitVec 9) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 21) (concat (concat (concat (concat ((_ extract 4 0) (bvadd ((_ extract 5 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))) (bvneg (_ bv13 6)))) ((_ extract 3 0) result_rounded_digit3)) ((_ extract 3 0) result_rounded_digit2)) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 10·q − 10 < a ≤ 10·q
(define-fun is_rounded ((a (_ BitVec 31)) (q (_ BitVec 31))) Bool
  (and (bvsle a (bvmul (_ bv10 31) q))
       (not (bvsle a (bvsub (bvmul (_ bv10 31) q) (_ bv10 31))))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 31)) (k (_ BitVec 31)) (turns (_ BitVec 31))) Bool
  (and (and (bvsle (bvsub (_ bv0 31) (_ bv2048 31)) k) (bvsle k (_ bv2047 31)))
       (= k (bvsub q (bvmul (_ bv4096 31) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 31))
(declare-const turns (_ BitVec 31))
(assert (and (bvsle (bvsub (_ bv0 31) (_ bv4098 31)) turns) (bvsle turns (_ bv4098 31))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 10) result_rounded))) (and (is_wrapped ((_ sign_extend 10) result_rounded) value turns) (not (= value ((_ sign_extend 19) result))))))
(check-sat)

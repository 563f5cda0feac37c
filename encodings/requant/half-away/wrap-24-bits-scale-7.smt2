; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/7, is rounded by
; mode half-away and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_rounded_nudged () (_ BitVec 25) (bvadd ((_ sign_extend 1) accumulator) (_ bv3 25)))
(define-fun result_rounded_remainder4 () (_ BitVec 4) ((_ extract 3 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv133 10)) (_ bv7 10))))
(define-fun result_rounded_part3 () (_ BitVec 8) (concat result_rounded_remainder4 ((_ extract 15 12) result_rounded_nudged)))
(define-fun result_rounded_digit3 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part3 (_ bv7 8))))
(define-fun result_rounded_remainder3 () (_ BitVec 4) ((_ extract 3 0) (bvurem result_rounded_part3 (_ bv7 8))))
(define-fun result_rounded_part2 () (_ BitVec 8) (concat result_rounded_remainder3 ((_ extract 11 8) result_rounded_nudged)))
(define-fun result_rounded_digit2 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part2 (_ bv7 8))))
(define-fun result_rounded_remainder2 () (_ BitVec 4) ((_ extract 3 0) (bvurem result_rounded_part2 (_ bv7 8))))
(define-fun result_rounded_part1 () (_ BitVec 8) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv7 8))))
(define-fun result_rounded_remainder1 () (_ BitVec 4) ((_ extract 3 0) (bvurem result_rounded_part1 (_ bv7 8))))
(define-fun result_rounded_part0 () (_ BitVec 8) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv7 8))))
(define-fun result_rounded () (_ BitVec 22) (concat (concat (concat (concat ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv133 10)) (_ bv7 10))) (bvneg (_ bv19 7)))) ((_ extract 3 0) result_rounded_digit3)) ((_ extract 3 0) result_rounded_digit2)) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 14·q| ≤ 7, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 31)) (q (_ BitVec 31))) Bool
  (and (bvsle (bvsub (bvmul (_ bv14 31) q) (_ bv7 31)) (bvmul (_ bv2 31) a))
       (bvsle (bvsub (bvmul (_ bv2 31) a) (_ bv7 31)) (bvmul (_ bv14 31) q))
       (and (=> (= (bvsub (bvmul (_ bv2 31) a) (_ bv7 31)) (bvmul (_ bv14 31) q)) (not (not (bvsle a (_ bv0 31))))) (=> (= (bvsub (bvmul (_ bv14 31) q) (_ bv7 31)) (bvmul (_ bv2 31) a)) (not (bvsle a (_ bv0 31)))))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 31)) (k (_ BitVec 31)) (turns (_ BitVec 31))) Bool
  (and (and (bvsle (bvsub (_ bv0 31) (_ bv2048 31)) k) (bvsle k (_ bv2047 31)))
       (= k (bvsub q (bvmul (_ bv4096 31) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 31))
(declare-const turns (_ BitVec 31))
(assert (and (bvsle (bvsub (_ bv0 31) (_ bv4098 31)) turns) (bvsle turns (_ bv4098 31))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 9) result_rounded))) (and (is_wrapped ((_ sign_extend 9) result_rounded) value turns) (not (= value ((_ sign_extend 19) result))))))
(check-sat)

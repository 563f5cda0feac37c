; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/3, is rounded by
; mode zero and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_rounded_nudged () (_ BitVec 25) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 22) (ite (bvslt accumulator (_ bv0 24)) (_ bv2 3) (_ bv0 3)))))
(define-fun result_rounded_remainder4 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))))
(define-fun result_rounded_part3 () (_ BitVec 7) (concat result_rounded_remainder4 ((_ extract 15 12) result_rounded_nudged)))
(define-fun result_rounded_digit3 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part3 (_ bv3 7))))
(define-fun result_rounded_remainder3 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part3 (_ bv3 7))))
(define-fun result_rounded_part2 () (_ BitVec 7) (concat result_rounded_remainder3 ((_ extract 11 8) result_rounded_nudged)))
(define-fun result_rounded_digit2 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part2 (_ bv3 7))))
(define-fun result_rounded_remainder2 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part2 (_ bv3 7))))
(define-fun result_rounded_part1 () (_ BitVec 7) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 23) (concat (concat (concat (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 24 16) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))) ((_ extract 3 0) result_rounded_digit3)) ((_ extract 3 0) result_rounded_digit2)) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 3·q ≤ a < 3·q + 3 for a ≥ 0, and 3·q − 3 < a ≤ 3·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 30)) (q (_ BitVec 30))) Bool
  (and (=> (bvsle (_ bv0 30) a) (and (bvsle (bvmul (_ bv3 30) q) a) (not (bvsle (bvmul (_ bv3 30) q) (bvsub a (_ bv3 30))))))
       (=> (bvsle a (_ bv0 30)) (and (bvsle a (bvmul (_ bv3 30) q)) (not (bvsle a (bvsub (bvmul (_ bv3 30) q) (_ bv3 30))))))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 30)) (k (_ BitVec 30)) (turns (_ BitVec 30))) Bool
  (and (and (bvsle (bvsub (_ bv0 30) (_ bv2048 30)) k) (bvsle k (_ bv2047 30)))
       (= k (bvsub q (bvmul (_ bv4096 30) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 30))
(declare-const turns (_ BitVec 30))
(assert (and (bvsle (bvsub (_ bv0 30) (_ bv4098 30)) turns) (bvsle turns (_ bv4098 30))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 18) result))))))
(check-sat)

; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/3, is rounded by
; mode half-up and wrapped around to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_rounded_nudged () (_ BitVec 33) (bvadd ((_ sign_extend 1) accumulator) (_ bv1 33)))
(define-fun result_rounded_remainder6 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 32 24) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))))
(define-fun result_rounded_part5 () (_ BitVec 7) (concat result_rounded_remainder6 ((_ extract 23 20) result_rounded_nudged)))
(define-fun result_rounded_digit5 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part5 (_ bv3 7))))
(define-fun result_rounded_remainder5 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part5 (_ bv3 7))))
(define-fun result_rounded_part4 () (_ BitVec 7) (concat result_rounded_remainder5 ((_ extract 19 16) result_rounded_nudged)))
(define-fun result_rounded_digit4 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part4 (_ bv3 7))))
(define-fun result_rounded_remainder4 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part4 (_ bv3 7))))
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
(define-fun result_rounded () (_ BitVec 31) (concat (concat (concat (concat (concat (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 32 24) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))) ((_ extract 3 0) result_rounded_digit5)) ((_ extract 3 0) result_rounded_digit4)) ((_ extract 3 0) result_rounded_digit3)) ((_ extract 3 0) result_rounded_digit2)) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 16) ((_ extract 15 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 38)) (q (_ BitVec 38))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 38) q) (_ bv3 38)) (bvmul (_ bv2 38) a))
       (bvsle (bvsub (bvmul (_ bv2 38) a) (_ bv3 38)) (bvmul (_ bv6 38) q))
       (not (= (bvsub (bvmul (_ bv2 38) a) (_ bv3 38)) (bvmul (_ bv6 38) q)))))
; is_wrapped: k is in -32768…32767, and q = k + 65536·turns
(define-fun is_wrapped ((q (_ BitVec 38)) (k (_ BitVec 38)) (turns (_ BitVec 38))) Bool
  (and (and (bvsle (bvsub (_ bv0 38) (_ bv32768 38)) k) (bvsle k (_ bv32767 38)))
       (= k (bvsub q (bvmul (_ bv65536 38) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 38))
(declare-const turns (_ BitVec 38))
(assert (and (bvsle (bvsub (_ bv0 38) (_ bv65538 38)) turns) (bvsle turns (_ bv65538 38))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 22) result))))))
(check-sat)

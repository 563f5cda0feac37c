; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/3, is rounded by
; mode half-up and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_rounded_nudged () (_ BitVec 17) (bvadd ((_ sign_extend 1) accumulator) (_ bv1 17)))
(define-fun result_rounded_remainder2 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 16 8) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))))
(define-fun result_rounded_part1 () (_ BitVec 7) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem result_rounded_part1 (_ bv3 7))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 15) (concat (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 16 8) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 22)) (q (_ BitVec 22))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 22) q) (_ bv3 22)) (bvmul (_ bv2 22) a))
       (bvsle (bvsub (bvmul (_ bv2 22) a) (_ bv3 22)) (bvmul (_ bv6 22) q))
       (not (= (bvsub (bvmul (_ bv2 22) a) (_ bv3 22)) (bvmul (_ bv6 22) q)))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 22)) (k (_ BitVec 22)) (turns (_ BitVec 22))) Bool
  (and (and (bvsle (bvsub (_ bv0 22) (_ bv128 22)) k) (bvsle k (_ bv127 22)))
       (= k (bvsub q (bvmul (_ bv256 22) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 22))
(declare-const turns (_ BitVec 22))
(assert (and (bvsle (bvsub (_ bv0 22) (_ bv258 22)) turns) (bvsle turns (_ bv258 22))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 14) result))))))
(check-sat)

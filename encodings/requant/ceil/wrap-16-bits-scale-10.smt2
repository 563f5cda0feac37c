; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/10, is rounded by
; mode ceil and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_rounded_nudged () (_ BitVec 17) (bvadd ((_ sign_extend 1) accumulator) (_ bv9 17)))
(define-fun result_rounded_remainder2 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 16 8) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))))
(define-fun result_rounded_part1 () (_ BitVec 9) (concat result_rounded_remainder2 ((_ extract 7 4) result_rounded_nudged)))
(define-fun result_rounded_digit1 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem result_rounded_part1 (_ bv10 9))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 13) (concat (concat ((_ extract 4 0) (bvadd ((_ extract 5 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 16 8) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))) (bvneg (_ bv13 6)))) ((_ extract 3 0) result_rounded_digit1)) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 10·q − 10 < a ≤ 10·q
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle a (bvmul (_ bv10 23) q))
       (not (bvsle a (bvsub (bvmul (_ bv10 23) q) (_ bv10 23))))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 23)) (k (_ BitVec 23)) (turns (_ BitVec 23))) Bool
  (and (and (bvsle (bvsub (_ bv0 23) (_ bv128 23)) k) (bvsle k (_ bv127 23)))
       (= k (bvsub q (bvmul (_ bv256 23) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 23))
(declare-const turns (_ BitVec 23))
(assert (and (bvsle (bvsub (_ bv0 23) (_ bv258 23)) turns) (bvsle turns (_ bv258 23))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 10) result_rounded))) (and (is_wrapped ((_ sign_extend 10) result_rounded) value turns) (not (= value ((_ sign_extend 15) result))))))
(check-sat)

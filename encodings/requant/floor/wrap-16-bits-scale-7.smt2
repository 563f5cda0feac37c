; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/7, is rounded by
; mode floor and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_rounded_remainder1 () (_ BitVec 4) ((_ extract 3 0) (bvurem (bvadd ((_ sign_extend 2) ((_ extract 15 4) accumulator)) (_ bv2051 14)) (_ bv7 14))))
(define-fun result_rounded_part0 () (_ BitVec 8) (concat result_rounded_remainder1 ((_ extract 3 0) accumulator)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv7 8))))
(define-fun result_rounded () (_ BitVec 14) (concat ((_ extract 9 0) (bvadd ((_ extract 10 0) (bvudiv (bvadd ((_ sign_extend 2) ((_ extract 15 4) accumulator)) (_ bv2051 14)) (_ bv7 14))) (bvneg (_ bv293 11)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 7·q ≤ a < 7·q + 7
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle (bvmul (_ bv7 23) q) a)
       (not (bvsle (bvmul (_ bv7 23) q) (bvsub a (_ bv7 23))))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 23)) (k (_ BitVec 23)) (turns (_ BitVec 23))) Bool
  (and (and (bvsle (bvsub (_ bv0 23) (_ bv128 23)) k) (bvsle k (_ bv127 23)))
       (= k (bvsub q (bvmul (_ bv256 23) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 23))
(declare-const turns (_ BitVec 23))
(assert (and (bvsle (bvsub (_ bv0 23) (_ bv258 23)) turns) (bvsle turns (_ bv258 23))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 9) result_rounded))) (and (is_wrapped ((_ sign_extend 9) result_rounded) value turns) (not (= value ((_ sign_extend 15) result))))))
(check-sat)

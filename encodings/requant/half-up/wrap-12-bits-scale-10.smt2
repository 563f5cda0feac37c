; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/10, is rounded by
; mode half-up and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded_nudged () (_ BitVec 13) (bvadd ((_ sign_extend 1) accumulator) (_ bv5 13)))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 9) (concat ((_ extract 4 0) (bvadd ((_ extract 5 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv130 10)) (_ bv10 10))) (bvneg (_ bv13 6)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 19) q) (_ bv10 19)) (bvmul (_ bv2 19) a))
       (bvsle (bvsub (bvmul (_ bv2 19) a) (_ bv10 19)) (bvmul (_ bv20 19) q))
       (not (= (bvsub (bvmul (_ bv2 19) a) (_ bv10 19)) (bvmul (_ bv20 19) q)))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 19)) (k (_ BitVec 19)) (turns (_ BitVec 19))) Bool
  (and (and (bvsle (bvsub (_ bv0 19) (_ bv32 19)) k) (bvsle k (_ bv31 19)))
       (= k (bvsub q (bvmul (_ bv64 19) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 19))
(declare-const turns (_ BitVec 19))
(assert (and (bvsle (bvsub (_ bv0 19) (_ bv66 19)) turns) (bvsle turns (_ bv66 19))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 10) result_rounded))) (and (is_wrapped ((_ sign_extend 10) result_rounded) value turns) (not (= value ((_ sign_extend 13) result))))))
(check-sat)

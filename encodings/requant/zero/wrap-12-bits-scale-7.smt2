; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/7, is rounded by
; mode zero and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded_nudged () (_ BitVec 13) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 9) (ite (bvslt accumulator (_ bv0 12)) (_ bv6 4) (_ bv0 4)))))
(define-fun result_rounded_remainder1 () (_ BitVec 4) ((_ extract 3 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv133 10)) (_ bv7 10))))
(define-fun result_rounded_part0 () (_ BitVec 8) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv7 8))))
(define-fun result_rounded () (_ BitVec 10) (concat ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv133 10)) (_ bv7 10))) (bvneg (_ bv19 7)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 7·q ≤ a < 7·q + 7 for a ≥ 0, and 7·q − 7 < a ≤ 7·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (=> (bvsle (_ bv0 19) a) (and (bvsle (bvmul (_ bv7 19) q) a) (not (bvsle (bvmul (_ bv7 19) q) (bvsub a (_ bv7 19))))))
       (=> (bvsle a (_ bv0 19)) (and (bvsle a (bvmul (_ bv7 19) q)) (not (bvsle a (bvsub (bvmul (_ bv7 19) q) (_ bv7 19))))))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 19)) (k (_ BitVec 19)) (turns (_ BitVec 19))) Bool
  (and (and (bvsle (bvsub (_ bv0 19) (_ bv32 19)) k) (bvsle k (_ bv31 19)))
       (= k (bvsub q (bvmul (_ bv64 19) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 19))
(declare-const turns (_ BitVec 19))
(assert (and (bvsle (bvsub (_ bv0 19) (_ bv66 19)) turns) (bvsle turns (_ bv66 19))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 9) result_rounded))) (and (is_wrapped ((_ sign_extend 9) result_rounded) value turns) (not (= value ((_ sign_extend 13) result))))))
(check-sat)

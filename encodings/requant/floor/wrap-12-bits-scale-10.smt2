; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/10, is rounded by
; mode floor and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 9) ((_ extract 8 0) (bvadd ((_ extract 9 0) (bvudiv (bvadd ((_ sign_extend 2) accumulator) (_ bv2050 14)) (_ bv10 14))) (bvneg (_ bv205 10)))))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 10·q ≤ a < 10·q + 10
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvmul (_ bv10 19) q) a)
       (not (bvsle (bvmul (_ bv10 19) q) (bvsub a (_ bv10 19))))))
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

; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/128, is rounded by
; mode ceil and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 12 7) (bvadd ((_ sign_extend 1) accumulator) (_ bv127 13))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 128·q − 128 < a ≤ 128·q
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle a (bvmul (_ bv128 23) q))
       (not (bvsle a (bvsub (bvmul (_ bv128 23) q) (_ bv128 23))))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 23)) (k (_ BitVec 23)) (turns (_ BitVec 23))) Bool
  (and (and (bvsle (bvsub (_ bv0 23) (_ bv32 23)) k) (bvsle k (_ bv31 23)))
       (= k (bvsub q (bvmul (_ bv64 23) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 23))
(declare-const turns (_ BitVec 23))
(assert (and (bvsle (bvsub (_ bv0 23) (_ bv66 23)) turns) (bvsle turns (_ bv66 23))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))) (and (is_wrapped ((_ sign_extend 17) result_rounded) value turns) (not (= value ((_ sign_extend 17) result_rounded))))))
(check-sat)

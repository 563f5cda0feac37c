; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/1, is rounded by
; mode ceil and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: q − 1 < a ≤ q
(define-fun is_rounded ((a (_ BitVec 29)) (q (_ BitVec 29))) Bool
  (and (bvsle a q)
       (not (bvsle a (bvsub q (_ bv1 29))))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 29)) (k (_ BitVec 29)) (turns (_ BitVec 29))) Bool
  (and (and (bvsle (bvsub (_ bv0 29) (_ bv2048 29)) k) (bvsle k (_ bv2047 29)))
       (= k (bvsub q (bvmul (_ bv4096 29) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 29))
(declare-const turns (_ BitVec 29))
(assert (and (bvsle (bvsub (_ bv0 29) (_ bv4098 29)) turns) (bvsle turns (_ bv4098 29))))
(assert (or (not (is_rounded ((_ sign_extend 5) accumulator) ((_ sign_extend 5) accumulator))) (and (is_wrapped ((_ sign_extend 5) accumulator) value turns) (not (= value ((_ sign_extend 17) result))))))
(check-sat)

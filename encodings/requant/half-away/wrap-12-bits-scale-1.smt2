; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/1, is rounded by
; mode half-away and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 2·q| ≤ 1, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 17)) (q (_ BitVec 17))) Bool
  (and (bvsle (bvsub (bvmul (_ bv2 17) q) (_ bv1 17)) (bvmul (_ bv2 17) a))
       (bvsle (bvsub (bvmul (_ bv2 17) a) (_ bv1 17)) (bvmul (_ bv2 17) q))
       (and (=> (= (bvsub (bvmul (_ bv2 17) a) (_ bv1 17)) (bvmul (_ bv2 17) q)) (not (not (bvsle a (_ bv0 17))))) (=> (= (bvsub (bvmul (_ bv2 17) q) (_ bv1 17)) (bvmul (_ bv2 17) a)) (not (bvsle a (_ bv0 17)))))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 17)) (k (_ BitVec 17)) (turns (_ BitVec 17))) Bool
  (and (and (bvsle (bvsub (_ bv0 17) (_ bv32 17)) k) (bvsle k (_ bv31 17)))
       (= k (bvsub q (bvmul (_ bv64 17) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 17))
(declare-const turns (_ BitVec 17))
(assert (and (bvsle (bvsub (_ bv0 17) (_ bv66 17)) turns) (bvsle turns (_ bv66 17))))
(assert (or (not (is_rounded ((_ sign_extend 5) accumulator) ((_ sign_extend 5) accumulator))) (and (is_wrapped ((_ sign_extend 5) accumulator) value turns) (not (= value ((_ sign_extend 11) result))))))
(check-sat)

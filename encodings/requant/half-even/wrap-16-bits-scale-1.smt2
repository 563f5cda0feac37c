; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/1, is rounded by
; mode half-even and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 2·q| ≤ 1, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 21)) (q (_ BitVec 21))) Bool
  (and (bvsle (bvsub (bvmul (_ bv2 21) q) (_ bv1 21)) (bvmul (_ bv2 21) a))
       (bvsle (bvsub (bvmul (_ bv2 21) a) (_ bv1 21)) (bvmul (_ bv2 21) q))
       (=> (or (= (bvsub (bvmul (_ bv2 21) a) (_ bv1 21)) (bvmul (_ bv2 21) q)) (= (bvsub (bvmul (_ bv2 21) q) (_ bv1 21)) (bvmul (_ bv2 21) a))) (= (bvmul (_ bv1048576 21) q) (_ bv0 21)))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 21)) (k (_ BitVec 21)) (turns (_ BitVec 21))) Bool
  (and (and (bvsle (bvsub (_ bv0 21) (_ bv128 21)) k) (bvsle k (_ bv127 21)))
       (= k (bvsub q (bvmul (_ bv256 21) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 21))
(declare-const turns (_ BitVec 21))
(assert (and (bvsle (bvsub (_ bv0 21) (_ bv258 21)) turns) (bvsle turns (_ bv258 21))))
(assert (or (not (is_rounded ((_ sign_extend 5) accumulator) ((_ sign_extend 5) accumulator))) (and (is_wrapped ((_ sign_extend 5) accumulator) value turns) (not (= value ((_ sign_extend 13) result))))))
(check-sat)

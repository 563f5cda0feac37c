; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/1, is rounded by
; mode half-down and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result () (_ BitVec 4) ((_ extract 3 0) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 2·q| ≤ 1, and a tie, where both are equal, goes down
(define-fun is_rounded ((a (_ BitVec 13)) (q (_ BitVec 13))) Bool
  (and (bvsle (bvsub (bvmul (_ bv2 13) q) (_ bv1 13)) (bvmul (_ bv2 13) a))
       (bvsle (bvsub (bvmul (_ bv2 13) a) (_ bv1 13)) (bvmul (_ bv2 13) q))
       (not (= (bvsub (bvmul (_ bv2 13) q) (_ bv1 13)) (bvmul (_ bv2 13) a)))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 13)) (k (_ BitVec 13)) (turns (_ BitVec 13))) Bool
  (and (and (bvsle (bvsub (_ bv0 13) (_ bv8 13)) k) (bvsle k (_ bv7 13)))
       (= k (bvsub q (bvmul (_ bv16 13) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 13))
(declare-const turns (_ BitVec 13))
(assert (and (bvsle (bvsub (_ bv0 13) (_ bv18 13)) turns) (bvsle turns (_ bv18 13))))
(assert (or (not (is_rounded ((_ sign_extend 5) accumulator) ((_ sign_extend 5) accumulator))) (and (is_wrapped ((_ sign_extend 5) accumulator) value turns) (not (= value ((_ sign_extend 9) result))))))
(check-sat)

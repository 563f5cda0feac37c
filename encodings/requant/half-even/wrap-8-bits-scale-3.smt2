; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/3, is rounded by
; mode half-even and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded_nudged () (_ BitVec 9) (bvadd ((_ sign_extend 1) accumulator) (_ bv1 9)))
(define-fun result_rounded () (_ BitVec 7) ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))))
(define-fun result () (_ BitVec 4) ((_ extract 3 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 14)) (q (_ BitVec 14))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 14) q) (_ bv3 14)) (bvmul (_ bv2 14) a))
       (bvsle (bvsub (bvmul (_ bv2 14) a) (_ bv3 14)) (bvmul (_ bv6 14) q))
       (=> (or (= (bvsub (bvmul (_ bv2 14) a) (_ bv3 14)) (bvmul (_ bv6 14) q)) (= (bvsub (bvmul (_ bv6 14) q) (_ bv3 14)) (bvmul (_ bv2 14) a))) (= (bvmul (_ bv8192 14) q) (_ bv0 14)))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 14)) (k (_ BitVec 14)) (turns (_ BitVec 14))) Bool
  (and (and (bvsle (bvsub (_ bv0 14) (_ bv8 14)) k) (bvsle k (_ bv7 14)))
       (= k (bvsub q (bvmul (_ bv16 14) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 14))
(declare-const turns (_ BitVec 14))
(assert (and (bvsle (bvsub (_ bv0 14) (_ bv18 14)) turns) (bvsle turns (_ bv18 14))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 10) result))))))
(check-sat)

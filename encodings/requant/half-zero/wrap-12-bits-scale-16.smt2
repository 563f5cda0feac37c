; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/16, is rounded by
; mode half-zero and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 9) ((_ extract 12 4) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 8) (ite (bvslt accumulator (_ bv0 12)) (_ bv8 5) (_ bv7 5))))))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 20)) (q (_ BitVec 20))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 20) q) (_ bv16 20)) (bvmul (_ bv2 20) a))
       (bvsle (bvsub (bvmul (_ bv2 20) a) (_ bv16 20)) (bvmul (_ bv32 20) q))
       (and (=> (= (bvsub (bvmul (_ bv2 20) a) (_ bv16 20)) (bvmul (_ bv32 20) q)) (not (bvsle a (_ bv0 20)))) (=> (= (bvsub (bvmul (_ bv32 20) q) (_ bv16 20)) (bvmul (_ bv2 20) a)) (not (not (bvsle a (_ bv0 20))))))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 20)) (k (_ BitVec 20)) (turns (_ BitVec 20))) Bool
  (and (and (bvsle (bvsub (_ bv0 20) (_ bv32 20)) k) (bvsle k (_ bv31 20)))
       (= k (bvsub q (bvmul (_ bv64 20) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 20))
(declare-const turns (_ BitVec 20))
(assert (and (bvsle (bvsub (_ bv0 20) (_ bv66 20)) turns) (bvsle turns (_ bv66 20))))
(assert (or (not (is_rounded ((_ sign_extend 8) accumulator) ((_ sign_extend 11) result_rounded))) (and (is_wrapped ((_ sign_extend 11) result_rounded) value turns) (not (= value ((_ sign_extend 14) result))))))
(check-sat)

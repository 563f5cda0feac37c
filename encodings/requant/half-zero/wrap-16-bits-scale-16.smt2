; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/16, is rounded by
; mode half-zero and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_rounded () (_ BitVec 13) ((_ extract 16 4) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 12) (ite (bvslt accumulator (_ bv0 16)) (_ bv8 5) (_ bv7 5))))))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 24)) (q (_ BitVec 24))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 24) q) (_ bv16 24)) (bvmul (_ bv2 24) a))
       (bvsle (bvsub (bvmul (_ bv2 24) a) (_ bv16 24)) (bvmul (_ bv32 24) q))
       (and (=> (= (bvsub (bvmul (_ bv2 24) a) (_ bv16 24)) (bvmul (_ bv32 24) q)) (not (bvsle a (_ bv0 24)))) (=> (= (bvsub (bvmul (_ bv32 24) q) (_ bv16 24)) (bvmul (_ bv2 24) a)) (not (not (bvsle a (_ bv0 24))))))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 24)) (k (_ BitVec 24)) (turns (_ BitVec 24))) Bool
  (and (and (bvsle (bvsub (_ bv0 24) (_ bv128 24)) k) (bvsle k (_ bv127 24)))
       (= k (bvsub q (bvmul (_ bv256 24) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 24))
(declare-const turns (_ BitVec 24))
(assert (and (bvsle (bvsub (_ bv0 24) (_ bv258 24)) turns) (bvsle turns (_ bv258 24))))
(assert (or (not (is_rounded ((_ sign_extend 8) accumulator) ((_ sign_extend 11) result_rounded))) (and (is_wrapped ((_ sign_extend 11) result_rounded) value turns) (not (= value ((_ sign_extend 16) result))))))
(check-sat)

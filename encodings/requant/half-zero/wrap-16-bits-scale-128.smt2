; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/128, is rounded by
; mode half-zero and wrapped around to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_rounded () (_ BitVec 10) ((_ extract 16 7) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 9) (ite (bvslt accumulator (_ bv0 16)) (_ bv64 8) (_ bv63 8))))))
(define-fun result () (_ BitVec 8) ((_ extract 7 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 27)) (q (_ BitVec 27))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 27) q) (_ bv128 27)) (bvmul (_ bv2 27) a))
       (bvsle (bvsub (bvmul (_ bv2 27) a) (_ bv128 27)) (bvmul (_ bv256 27) q))
       (and (=> (= (bvsub (bvmul (_ bv2 27) a) (_ bv128 27)) (bvmul (_ bv256 27) q)) (not (bvsle a (_ bv0 27)))) (=> (= (bvsub (bvmul (_ bv256 27) q) (_ bv128 27)) (bvmul (_ bv2 27) a)) (not (not (bvsle a (_ bv0 27))))))))
; is_wrapped: k is in -128…127, and q = k + 256·turns
(define-fun is_wrapped ((q (_ BitVec 27)) (k (_ BitVec 27)) (turns (_ BitVec 27))) Bool
  (and (and (bvsle (bvsub (_ bv0 27) (_ bv128 27)) k) (bvsle k (_ bv127 27)))
       (= k (bvsub q (bvmul (_ bv256 27) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 27))
(declare-const turns (_ BitVec 27))
(assert (and (bvsle (bvsub (_ bv0 27) (_ bv258 27)) turns) (bvsle turns (_ bv258 27))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))) (and (is_wrapped ((_ sign_extend 17) result_rounded) value turns) (not (= value ((_ sign_extend 19) result))))))
(check-sat)

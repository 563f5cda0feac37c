; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/16, is rounded by
; mode zero and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 3 0) ((_ extract 8 4) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 4) (ite (bvslt accumulator (_ bv0 8)) (_ bv15 5) (_ bv0 5)))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 16·q ≤ a < 16·q + 16 for a ≥ 0, and 16·q − 16 < a ≤ 16·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 16)) (q (_ BitVec 16))) Bool
  (and (=> (bvsle (_ bv0 16) a) (and (bvsle (bvmul (_ bv16 16) q) a) (not (bvsle (bvmul (_ bv16 16) q) (bvsub a (_ bv16 16))))))
       (=> (bvsle a (_ bv0 16)) (and (bvsle a (bvmul (_ bv16 16) q)) (not (bvsle a (bvsub (bvmul (_ bv16 16) q) (_ bv16 16))))))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 16)) (k (_ BitVec 16)) (turns (_ BitVec 16))) Bool
  (and (and (bvsle (bvsub (_ bv0 16) (_ bv8 16)) k) (bvsle k (_ bv7 16)))
       (= k (bvsub q (bvmul (_ bv16 16) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 16))
(declare-const turns (_ BitVec 16))
(assert (and (bvsle (bvsub (_ bv0 16) (_ bv18 16)) turns) (bvsle turns (_ bv18 16))))
(assert (or (not (is_rounded ((_ sign_extend 8) accumulator) ((_ sign_extend 12) result_rounded))) (and (is_wrapped ((_ sign_extend 12) result_rounded) value turns) (not (= value ((_ sign_extend 12) result_rounded))))))
(check-sat)

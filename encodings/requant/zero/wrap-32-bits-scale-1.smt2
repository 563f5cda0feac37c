; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/1, is rounded by
; mode zero and wrapped around to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result () (_ BitVec 16) ((_ extract 15 0) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: q ≤ a < q + 1 for a ≥ 0, and q − 1 < a ≤ q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 37)) (q (_ BitVec 37))) Bool
  (and (=> (bvsle (_ bv0 37) a) (and (bvsle q a) (not (bvsle q (bvsub a (_ bv1 37))))))
       (=> (bvsle a (_ bv0 37)) (and (bvsle a q) (not (bvsle a (bvsub q (_ bv1 37))))))))
; is_wrapped: k is in -32768…32767, and q = k + 65536·turns
(define-fun is_wrapped ((q (_ BitVec 37)) (k (_ BitVec 37)) (turns (_ BitVec 37))) Bool
  (and (and (bvsle (bvsub (_ bv0 37) (_ bv32768 37)) k) (bvsle k (_ bv32767 37)))
       (= k (bvsub q (bvmul (_ bv65536 37) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 37))
(declare-const turns (_ BitVec 37))
(assert (and (bvsle (bvsub (_ bv0 37) (_ bv65538 37)) turns) (bvsle turns (_ bv65538 37))))
(assert (or (not (is_rounded ((_ sign_extend 5) accumulator) ((_ sign_extend 5) accumulator))) (and (is_wrapped ((_ sign_extend 5) accumulator) value turns) (not (= value ((_ sign_extend 21) result))))))
(check-sat)

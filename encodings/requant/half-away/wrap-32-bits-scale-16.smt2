; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/16, is rounded by
; mode half-away and wrapped around to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_rounded () (_ BitVec 29) ((_ extract 32 4) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 28) (ite (bvslt accumulator (_ bv0 32)) (_ bv7 5) (_ bv8 5))))))
(define-fun result () (_ BitVec 16) ((_ extract 15 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 40)) (q (_ BitVec 40))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 40) q) (_ bv16 40)) (bvmul (_ bv2 40) a))
       (bvsle (bvsub (bvmul (_ bv2 40) a) (_ bv16 40)) (bvmul (_ bv32 40) q))
       (and (=> (= (bvsub (bvmul (_ bv2 40) a) (_ bv16 40)) (bvmul (_ bv32 40) q)) (not (not (bvsle a (_ bv0 40))))) (=> (= (bvsub (bvmul (_ bv32 40) q) (_ bv16 40)) (bvmul (_ bv2 40) a)) (not (bvsle a (_ bv0 40)))))))
; is_wrapped: k is in -32768…32767, and q = k + 65536·turns
(define-fun is_wrapped ((q (_ BitVec 40)) (k (_ BitVec 40)) (turns (_ BitVec 40))) Bool
  (and (and (bvsle (bvsub (_ bv0 40) (_ bv32768 40)) k) (bvsle k (_ bv32767 40)))
       (= k (bvsub q (bvmul (_ bv65536 40) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 40))
(declare-const turns (_ BitVec 40))
(assert (and (bvsle (bvsub (_ bv0 40) (_ bv65538 40)) turns) (bvsle turns (_ bv65538 40))))
(assert (or (not (is_rounded ((_ sign_extend 8) accumulator) ((_ sign_extend 11) result_rounded))) (and (is_wrapped ((_ sign_extend 11) result_rounded) value turns) (not (= value ((_ sign_extend 24) result))))))
(check-sat)

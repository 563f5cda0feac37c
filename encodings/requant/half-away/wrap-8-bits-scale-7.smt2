; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/7, is rounded by
; mode half-away and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded_nudged () (_ BitVec 9) (bvadd ((_ sign_extend 1) accumulator) (_ bv3 9)))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv126 10)) (_ bv7 10))) (bvneg (_ bv18 7)))))
(define-fun result () (_ BitVec 4) ((_ extract 3 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 14·q| ≤ 7, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 15)) (q (_ BitVec 15))) Bool
  (and (bvsle (bvsub (bvmul (_ bv14 15) q) (_ bv7 15)) (bvmul (_ bv2 15) a))
       (bvsle (bvsub (bvmul (_ bv2 15) a) (_ bv7 15)) (bvmul (_ bv14 15) q))
       (and (=> (= (bvsub (bvmul (_ bv2 15) a) (_ bv7 15)) (bvmul (_ bv14 15) q)) (not (not (bvsle a (_ bv0 15))))) (=> (= (bvsub (bvmul (_ bv14 15) q) (_ bv7 15)) (bvmul (_ bv2 15) a)) (not (bvsle a (_ bv0 15)))))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 15)) (k (_ BitVec 15)) (turns (_ BitVec 15))) Bool
  (and (and (bvsle (bvsub (_ bv0 15) (_ bv8 15)) k) (bvsle k (_ bv7 15)))
       (= k (bvsub q (bvmul (_ bv16 15) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 15))
(declare-const turns (_ BitVec 15))
(assert (and (bvsle (bvsub (_ bv0 15) (_ bv18 15)) turns) (bvsle turns (_ bv18 15))))
(assert (or (not (is_rounded ((_ sign_extend 7) accumulator) ((_ sign_extend 9) result_rounded))) (and (is_wrapped ((_ sign_extend 9) result_rounded) value turns) (not (= value ((_ sign_extend 11) result))))))
(check-sat)

; The encoded step is its definition, at every raw value of Q0.7.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 8))
(define-fun result () (_ BitVec 8) (ite (bvslt raw (_ bv0 8)) (_ bv0 8) (_ bv127 8)))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 15)) (y (_ BitVec 15))) Bool
  (and (=> (not (bvsle (_ bv0 15) k)) (= y (_ bv0 15)))
       (=> (= k (_ bv0 15)) (= y (_ bv127 15)))
       (=> (not (bvsle k (_ bv0 15))) (= y (_ bv127 15)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 7) raw) ((_ sign_extend 7) result))))
(check-sat)

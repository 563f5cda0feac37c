; The activation is idempotent: σ(σ(k)) = σ(k). σ is relu on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(define-fun once () (_ BitVec 8) (ite (bvslt k (_ bv1 8)) (_ bv0 8) k))
(define-fun twice () (_ BitVec 8) (ite (bvslt once (_ bv1 8)) (_ bv0 8) once))
(assert (not (= twice once)))
(check-sat)

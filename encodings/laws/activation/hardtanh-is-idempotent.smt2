; The activation is idempotent: σ(σ(k)) = σ(k). σ is hardtanh on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(define-fun once () (_ BitVec 6) (ite (bvslt k (bvneg (_ bv15 8))) (bvneg (_ bv16 6)) (ite (bvslt k (_ bv17 8)) ((_ extract 5 0) k) (_ bv16 6))))
(define-fun twice () (_ BitVec 6) (ite (bvslt once (bvneg (_ bv15 6))) (bvneg (_ bv16 6)) once))
(assert (not (= twice once)))
(check-sat)

; The encoded abs is its definition, at every raw value of Q7.8.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 16))
(define-fun result () (_ BitVec 16) (ite (bvslt raw (bvneg (_ bv32766 16))) (_ bv32767 16) (ite (bvslt raw (_ bv1 16)) (bvneg raw) raw)))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 20)) (y (_ BitVec 20))) Bool
  (and (=> (bvsle (_ bv0 20) k) (= y k))
       (=> (not (bvsle (_ bv0 20) k)) (or (and (= y (bvsub (_ bv0 20) k)) (bvsle y (_ bv32767 20))) (and (= y (_ bv32767 20)) (not (bvsle (bvsub (_ bv0 20) k) (_ bv32767 20))))))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 4) result))))
(check-sat)

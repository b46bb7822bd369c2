"""SpiffWorkflow as the reference: the same drawing, run by it with our language of conditions.

It keeps its whole tree of tasks in memory, or in a row through its own serializer (for the bench).
"""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from backoffice.procedures.engine import language


class SafeEngine(PythonScriptEngine):
    """Evaluates conditions in our language; nothing is ever executed."""

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        return language.read(expression).value(task.data)

    def execute(self, task: Task, script: str, external_context: Any = None) -> Any:
        raise AssertionError("a script was to be executed")


def parse(xml: str, key: str) -> tuple[Any, dict[str, Any]]:
    """Return SpiffWorkflow's specs of a drawing."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml.encode()))
    spec = parser.get_spec(key)
    return spec, parser.get_subprocess_specs(key)


class Reference:
    """A case run by SpiffWorkflow."""

    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def __init__(self, workflow: BpmnWorkflow) -> None:
        self.workflow = workflow

    @classmethod
    def begin(cls, specs: tuple[Any, dict[str, Any]], facts: dict[str, Any]) -> "Reference":
        """Start a case and go to its first tasks."""
        workflow = BpmnWorkflow(specs[0], specs[1], script_engine=SafeEngine())
        workflow.task_tree.set_data(**facts)
        workflow.do_engine_steps()
        return cls(workflow)

    @classmethod
    def thaw(cls, frozen: str) -> "Reference":
        """Return a case from what `freeze` kept."""
        workflow = cls.serializer.deserialize_json(frozen)
        workflow.script_engine = SafeEngine()
        return cls(workflow)

    def freeze(self) -> str:
        """Return the case as SpiffWorkflow's serializer keeps it."""
        return str(self.serializer.serialize_json(self.workflow))

    def ready(self) -> list[str]:
        """Return the names of the tasks that wait for somebody."""
        tasks = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        return sorted(task.task_spec.bpmn_id for task in tasks)

    def complete(self, name: str, **answers: Any) -> None:
        """Complete a task and go on."""
        tasks = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(task for task in tasks if task.task_spec.bpmn_id == name)
        task.set_data(**answers)
        task.run()
        self.workflow.do_engine_steps()

    @property
    def is_over(self) -> bool:
        return bool(self.workflow.completed)

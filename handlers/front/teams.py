"""Which workspace of the desk a Slack team is; looked up once and kept."""

from collections.abc import Callable
from threading import Lock

from bot.desk.core.context import Desk
from bot.desk.team.members import learn_people
from storage.queries.workspaces import claim_workspace


class ForeignTeam(Exception):
    """The request comes from a Slack team that this installation does not serve."""


class Teams:
    """The Slack team this installation serves, and its workspace.

    The team is learnt from Slack's `auth.test`; until that was answered, the first verified request tells it.
    """

    def __init__(self, desk: Desk, *, welcome: Callable[[int], None] = lambda _: None) -> None:
        self._desk = desk
        self._welcome = welcome
        self._lock = Lock()
        self._served: tuple[str, int] | None = None

    def serve(self, team_id: str, name: str = "") -> int:
        """Make a team the one that is served and return its workspace's id."""
        with self._lock:
            if self._served is None:
                self._served = (team_id, self._claim(team_id, name))
            return self._known(team_id)

    def workspace_of(self, team_id: str) -> int:
        """Return the workspace of the team; raise ForeignTeam for any team but the one that is served."""
        return self._known(team_id) if self._served else self.serve(team_id)

    def _known(self, team_id: str) -> int:
        if self._served is None or self._served[0] != team_id:
            raise ForeignTeam
        return self._served[1]

    def _claim(self, team_id: str, name: str) -> int:
        with self._desk.store.write() as session:
            workspace_id = claim_workspace(session, team_id, name, self._desk.clock.now()).pk
        learn_people(self._desk, workspace_id, self._desk.installation.admins)
        self._welcome(workspace_id)
        return workspace_id

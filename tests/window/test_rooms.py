"""A private group in the real window: made, written in from both sides, its members seen; and an invitation answered."""

from lab.process import wait_for
from support import message_with, write


def test_a_group_is_made_written_in_and_its_members_are_seen(standing, sign_in, person, picture):
    juliet, romeo = standing.account("juliet"), person("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    window.find("add-contact-open").click()
    picture(window, "new-menu")
    window.find("new-group-open").click()
    window.find("group-name").type("The balcony")
    window.find("group-person", peer=romeo.jid).click()
    picture(window, "new-group")
    window.find("group-create").click()
    window.gone("group-create")
    balcony = romeo.view("invitations").one("the invitation", lambda row: True, 40)["peer"]
    romeo.do("acceptInvitation", peer=balcony)
    romeo.view("conversation", peer=balcony).one("inside", lambda row: row["room"] and row["room"]["state"] == "joined", 40)
    romeo.do("send", peer=balcony, text="call me but love")
    message_with(window, "call me but love", 40)
    write(window, "what man art thou?")
    message_with(window, "what man art thou?")
    secret = lambda row: row["entry"]["type"] == "message" and row["entry"]["text"] == "what man art thou?"
    got = romeo.timeline(balcony).one("her answer", secret, 40)
    assert got["entry"]["encryption"] == "omemoLegacy"
    window.find("conversation-header").click()
    window.find("room-panel")
    wait_for("both members", lambda: len(window.all("member-row")) == 2, 30)
    picture(window, "room")
    window.find("room-tab-about").click()
    window.find("room-leave")
    picture(window, "room-about")


def test_an_invitation_waits_among_the_requests_and_is_accepted(standing, sign_in, person, picture):
    juliet, romeo = standing.account("juliet"), person("romeo")
    standing.befriend(juliet, romeo.jid)
    window = sign_in(juliet)
    window.find("account-menu", 40)
    romeo.do("createRoom", kind="group", name="The tomb", people=[juliet.jid])
    window.find("requests-open", 40).click()
    window.find("invitation-accept", 40)
    picture(window, "invitation")
    window.find("invitation-accept").click()
    tomb = romeo.view("chats").one("the group", lambda row: row["name"] == "The tomb", 40)["peer"]
    romeo.view("conversation", peer=tomb).one("both inside", lambda row: row["room"] and row["room"]["online"] == 2, 40)

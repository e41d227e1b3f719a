"""How texts want to be shown, with a client that others wrote."""


def look(person, peer: str, text: str) -> dict:
    fits = lambda row: row["entry"]["type"] == "message" and row["entry"]["text"] == text
    return person.timeline(peer).one(text, fits, 40)["entry"]["look"]


def test_directives_of_theirs_are_a_tree_here_unless_they_are_meant_as_text(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "> *hark*\n/me listens")
    quote, line = look(juliet, romeo.jid, "> *hark*\n/me listens")["blocks"]
    strong = {"type": "styled", "style": "strong", "spans": [{"type": "text", "text": "hark"}]}
    assert quote == {"type": "quote", "blocks": [{"type": "text", "spans": [strong]}]}
    assert line["spans"] == [{"type": "text", "text": "/me listens"}]
    romeo.send(juliet.jid, "> _", beside="<unstyled xmlns='urn:xmpp:styling:0'/>")
    assert look(juliet, romeo.jid, "> _") == {"action": False, "blocks": None, "spoiler": None}
    romeo.send(juliet.jid, "/me sighs")
    assert look(juliet, romeo.jid, "/me sighs")["action"]


def test_a_spoiler_goes_both_ways_and_survives_a_restart(person, bot):
    juliet, romeo = person("juliet"), bot("romeo")
    romeo.send(juliet.jid, "both of them die!", beside="<spoiler xmlns='urn:xmpp:spoiler:0'>the end</spoiler>")
    assert look(juliet, romeo.jid, "both of them die!")["spoiler"] == "the end"
    juliet.do("acceptRequest", peer=romeo.jid)
    juliet.view("chats").one("the hint", lambda chat: chat["preview"]["text"] == "the end")
    juliet.write(romeo.jid, "||I know||")
    romeo.wait("message", body="||I know||", encrypted=True)
    juliet.sotto.restart()
    juliet.online()
    assert look(juliet, romeo.jid, "both of them die!")["spoiler"] == "the end"
    assert look(juliet, romeo.jid, "||I know||")["blocks"][0]["spans"][0]["style"] == "spoiler"

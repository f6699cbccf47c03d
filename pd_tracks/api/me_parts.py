"""How one's own learning is written down. A field that is not named here is in no answer but the whole file's."""

from rest_framework import serializers

Texts = serializers.ListField
CLOSED = (
    "True where a personal code was set: then no text is given to a token, and in a browser only after the code was given there. Not the "
    "same as having written nothing."
)


class OwnSerializer(serializers.Serializer):
    account = serializers.CharField()
    has_code = serializers.BooleanField()
    texts_are_closed = serializers.BooleanField(help_text=CLOSED)
    resources = serializers.DictField(child=serializers.CharField())


class MarkSerializer(serializers.Serializer):
    module = serializers.CharField()
    key = serializers.UUIDField()
    tried = serializers.CharField(help_text="When; empty for not yet.")
    done = serializers.CharField(help_text="When; empty for not yet.")
    parts_done = serializers.IntegerField()


class EnrolmentSerializer(serializers.Serializer):
    track = serializers.CharField()
    key = serializers.UUIDField(help_text="Of the track.")
    joined = serializers.CharField()
    agreed_until = serializers.DateField()
    tells_gradebook = serializers.BooleanField()
    paused = serializers.CharField(help_text="When; empty where it is not.")
    left = serializers.CharField(help_text="When; empty where it is not.")
    modules = MarkSerializer(many=True)


class EnrolmentsSerializer(serializers.Serializer):
    enrolments = EnrolmentSerializer(many=True, source="tracks")


class ReflectionSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    module = serializers.CharField()
    module_key = serializers.UUIDField()
    question = serializers.CharField()
    text = serializers.CharField()
    written = serializers.CharField()
    shared_with = serializers.CharField(help_text="The coach; empty where nobody.")
    shared_until = serializers.CharField()


class ReflectionsSerializer(serializers.Serializer):
    texts_are_closed = serializers.BooleanField(help_text=CLOSED)
    reflections = ReflectionSerializer(many=True)


class LineSerializer(serializers.Serializer):
    module = serializers.CharField()
    module_key = serializers.UUIDField()
    track_key = serializers.UUIDField()
    version = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Less than none where something was taken back.")
    rule = serializers.CharField()
    day = serializers.DateField()
    school_year = serializers.CharField()


class HoursSerializer(serializers.Serializer):
    minutes = serializers.IntegerField(help_text="All lines together.")
    hours = LineSerializer(many=True)


class CertificateSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    title = serializers.CharField()
    track_key = serializers.UUIDField()
    minutes = serializers.IntegerField()
    name = serializers.CharField()
    issued = serializers.CharField()
    taken_back = serializers.CharField(help_text="When; empty while it stands.")
    url = serializers.CharField()


class CertificatesSerializer(serializers.Serializer):
    certificates = CertificateSerializer(many=True)


class ExportSerializer(serializers.Serializer):
    """Everything, as in the file that one's own page offers. A new release may add to it; `format` says which one it is."""

    format = serializers.CharField()
    account = serializers.CharField()
    comes_from = Texts(child=serializers.CharField())
    has_code = serializers.BooleanField()
    texts_are_closed = serializers.BooleanField(help_text=CLOSED)
    tracks = Texts(child=serializers.DictField())
    hours = Texts(child=serializers.DictField())
    certificates = Texts(child=serializers.DictField())


class GoneSerializer(serializers.Serializer):
    """What was deleted, by count."""

    enrolments = serializers.IntegerField()
    modules = serializers.IntegerField()
    reflections = serializers.IntegerField()
    conversations = serializers.IntegerField()
    hours = serializers.IntegerField()
    certificates = serializers.IntegerField()
    account = serializers.BooleanField(help_text="Whether the account went, too: only one that was made by joining does.")

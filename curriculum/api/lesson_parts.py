"""How a lesson is written down: field by field from what the gate gave. A field that is not named here is in no answer."""

from django.urls import reverse

from rest_framework import serializers

from cms.public_url import public_url

Texts = serializers.ListField


class TermViewSerializer(serializers.Serializer):
    term = serializers.CharField()
    definition = serializers.CharField()


class LessonCompetencySerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    i_can = serializers.CharField()


class AIUseSerializer(serializers.Serializer):
    level = serializers.IntegerField(help_text="1 (none) to 5. A higher level is not better.")
    name = serializers.CharField()
    student_words = serializers.CharField()
    description = serializers.CharField()
    human_contribution = serializers.CharField()
    disclose = serializers.CharField()


class LessonToolSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Its key in `tools/`.")
    name = serializers.CharField()
    conditions = Texts(child=serializers.CharField())


class StepSerializer(serializers.Serializer):
    phase = serializers.CharField()
    minutes = serializers.IntegerField()
    student_html = serializers.CharField()


class HandoutSerializer(serializers.Serializer):
    """A sheet to read, or a file or picture with a title."""

    title = serializers.CharField()
    body_html = serializers.CharField()
    note = serializers.CharField(help_text="About a file; of a picture, what it shows.")
    file_url = serializers.SerializerMethodField()
    picture_url = serializers.SerializerMethodField()

    def get_file_url(self, handout) -> str | None:
        file = handout.file
        return public_url(reverse("wagtaildocs_serve", args=[file.document_id, file.filename])) if file else None

    def get_picture_url(self, handout) -> str | None:
        return public_url(reverse("picture", args=[handout.picture.name])) if handout.picture else None


class ChoiceSerializer(serializers.Serializer):
    index = serializers.IntegerField()
    text = serializers.CharField()


class CheckSerializer(serializers.Serializer):
    """A question to the reader. Answers and replies are the teacher's."""

    index = serializers.IntegerField()
    kind = serializers.ChoiceField(["multiple_choice", "short_answer", "reflection"])
    prompt = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class RestsOnSerializer(serializers.Serializer):
    """A clause of a policy: its permanent number, and the policy's key in `policies/`."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    version = serializers.IntegerField()


class StepNoteSerializer(serializers.Serializer):
    step = serializers.IntegerField(help_text="Which of `steps`, from 0.")
    note_html = serializers.CharField()


class AnsweredChoiceSerializer(ChoiceSerializer):
    is_correct = serializers.BooleanField(allow_null=True)
    feedback = serializers.CharField()


class AnswerKeySerializer(serializers.Serializer):
    index = serializers.IntegerField()
    choices = AnsweredChoiceSerializer(many=True)
    sample_answer = serializers.CharField()
    feedback = serializers.CharField()


class FamilyNoteSerializer(serializers.Serializer):
    language = serializers.CharField()
    title = serializers.CharField()
    html = serializers.CharField()


class PausedToolSerializer(LessonToolSerializer):
    is_usable = serializers.BooleanField()
    why_not = serializers.CharField()


class TeacherPartSerializer(serializers.Serializer):
    """What teachers read beside the lesson. From the teacher's view of the gate."""

    prep_html = serializers.CharField(source="teacher.prep_html")
    supports_english_learners = Texts(source="teacher.supports_english_learners", child=serializers.CharField())
    supports_disabilities = Texts(source="teacher.supports_disabilities", child=serializers.CharField())
    step_notes = serializers.SerializerMethodField()
    answers = AnswerKeySerializer(source="checks", many=True)
    handouts = serializers.SerializerMethodField()
    family_html = serializers.CharField()
    family_notes = FamilyNoteSerializer(many=True)
    tools = PausedToolSerializer(many=True)

    def get_step_notes(self, view) -> StepNoteSerializer(many=True):
        notes = [{"step": at, "note_html": str(step.teacher_note_html)} for at, step in enumerate(view.steps)]
        return [note for note in notes if note["note_html"]]

    def get_handouts(self, view) -> HandoutSerializer(many=True):
        return HandoutSerializer([handout for handout in view.handouts if handout.is_teacher_only], many=True).data

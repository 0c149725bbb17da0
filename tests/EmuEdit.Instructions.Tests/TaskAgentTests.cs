using EmuEdit.Core;

namespace EmuEdit.Instructions.Tests;

public class TaskAgentTests
{
    private const int LeastExemplars = 10, LeastVerbs = 10;

    public static TheoryData<string> Tasks => [.. EditTask.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Of_ATask_HasAJobVerbsAndExemplars(string name)
    {
        var agent = Agent(name);
        Assert.Contains(TaskAgent.VerbPlace, agent.Job, StringComparison.Ordinal);
        Assert.True(agent.Exemplars.Count >= LeastExemplars, $"{agent.Exemplars.Count} exemplars");
        Assert.True(agent.Verbs.Count >= LeastVerbs, $"{agent.Verbs.Count} verbs");
        Assert.Equal(agent.Verbs.Count, agent.Verbs.Distinct().Count());
        Assert.DoesNotContain(agent.Verbs, string.IsNullOrWhiteSpace);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Of_ATask_HasExemplarsThatAreAllDifferent(string name)
    {
        var exemplars = Agent(name).Exemplars;
        Assert.Equal(exemplars.Count, exemplars.Select(e => e.Caption).Distinct().Count());
        Assert.Equal(exemplars.Count, exemplars.Select(e => e.Instruction).Distinct().Count());
        Assert.Equal(exemplars.Count, exemplars.Select(e => e.OutputCaption).Distinct().Count());
    }

    [Fact]
    public void Of_AllTasks_HaveCaptionsOfTheirOwn()
    {
        var captions = EditTask.All.SelectMany(t => Agent(t.Name).Exemplars).Select(e => e.Caption).ToList();
        Assert.Empty(captions.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Of_ATask_HasExemplarsThatAreValidRepliesWithEveryVerb(string name)
    {
        var agent = Agent(name);
        foreach (var exemplar in agent.Exemplars)
        {
            Assert.Null(CaptionRules.ProblemOf(exemplar.Caption));
            var others = agent.Exemplars.Where(e => e != exemplar).ToList();
            foreach (var shown in agent.Verbs.Select(exemplar.With))
                ReplyRules.Check(ReplyParser.Parse(AgentTexts.Serialize(shown.Answer)).Answer, agent, new(shown.Caption, "", others, []));
        }
    }

    [Theory]
    [InlineData("depth", "depth map")]
    [InlineData("sketch", "sketch")]
    [InlineData("normal", "normal map")]
    [InlineData("pose", "skeleton")]
    [InlineData("segmentation-map", "segmentation map")]
    public void Of_ATranslationTask_HasExemplarsOfBothDirections(string name, string map)
    {
        var agent = Agent(name);
        Assert.Equal(map, agent.Map);
        Assert.InRange(
            agent.Exemplars.Count(e => WordComparison.AreIn(map, e.Caption)),
            agent.Exemplars.Count / 3,
            agent.Exemplars.Count * 2 / 3
        );
    }

    [Fact]
    public void Of_AnUnknownTask_SaysWhichThereAre() =>
        Assert.Contains(
            "segmentation-map",
            Assert.Throws<InvalidInputException>(() => TaskAgent.Of(new("deblur", "vision", "remove blur"))).Message,
            StringComparison.Ordinal
        );

    private static TaskAgent Agent(string name) => TaskAgent.Of(EditTask.Named(name));
}

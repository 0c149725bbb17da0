using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>One request on its way to pairs.</summary>
internal sealed class PairWork(PairRequest request)
{
    private readonly List<ImagePair> _pairs = [];

    public PairRequest Request { get; } = request;

    public WrittenInstruction Instruction => Request.Instruction;

    public PairRecipe Recipe { get; } = PairRecipes.Of(request.Instruction.Task);

    public GroundedRecipe? Grounded => Recipe as GroundedRecipe;

    /// <summary>Whether the picture after the edit is there first.</summary>
    public bool Backwards => Grounded is { Swapped: true } || Recipe is ImageTranslationRecipe && Translation.IsBack(Instruction);

    /// <summary>What the first picture shows.</summary>
    public string FirstCaption => Backwards ? Instruction.OutputCaption : Instruction.InputCaption;

    /// <summary>What the second picture shows.</summary>
    public string SecondCaption => Backwards ? Instruction.InputCaption : Instruction.OutputCaption;

    public ImageSource Source { get; set; }

    /// <summary>The picture that is there first.</summary>
    public Image? Picture { get; set; }

    /// <summary>How it came out of noise; null where nothing is denoised.</summary>
    public Trajectory? Trajectory { get; set; }

    /// <summary>What was grounded.</summary>
    public string? Phrase { get; set; }

    public float? Confidence { get; set; }

    public Box Box { get; set; }

    /// <summary>The grounded pixels; null where nothing is grounded.</summary>
    public Mask? Area { get; set; }

    public FilterResult? Failure { get; private set; }

    public bool IsAlive => Failure is null;

    /// <summary>Who is random about it: a use of its own for the noise, and one for each candidate.</summary>
    public CounterRandom Noise() => Request.Random(0);

    public CounterRandom Candidate(int candidate) => Request.Random(1 + candidate);

    public void Fail(string stage, double value, string reason) => Failure ??= new(stage, Passed: false, value, reason);

    public void Add(Image second, Mask region, PairOrigin origin)
    {
        var (input, target) = Backwards ? (second, Picture!) : (Picture!, second);
        _pairs.Add(new(
            new(input, Instruction.Instruction, target, Instruction.Task, region, Instruction.InputCaption, Instruction.OutputCaption, Instruction.EditedObject),
            origin with { Swapped = Backwards, Grounded = Phrase, Presence = Confidence }));
    }

    public PairOrigin Origin(int candidate) => new(Recipe.Task, Source is ImageSource.Generated ? PairOrigin.Generated : PairOrigin.Rendered, Request.Seed, Request.Index, candidate);

    public PairOutcome Outcome() => new(_pairs, Failure);
}

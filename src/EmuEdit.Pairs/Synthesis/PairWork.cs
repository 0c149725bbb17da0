using EmuEdit.Core;
using EmuEdit.Instructions;

namespace EmuEdit.Pairs;

/// <summary>The state of one request during synthesis.</summary>
internal sealed class PairWork(PairRequest request)
{
    private readonly List<ImagePair> _pairs = [];

    public PairRequest Request { get; } = request;

    public WrittenInstruction Instruction => Request.Instruction;

    public PairRecipe Recipe { get; } = PairRecipes.Of(request.Instruction.Task);

    public GroundedRecipe? Grounded => Recipe as GroundedRecipe;

    /// <summary>Whether the image after the edit is made first.</summary>
    public bool Backwards => Grounded is { Swapped: true } || Recipe is ImageTranslationRecipe && Translation.IsBack(Instruction);

    /// <summary>Caption of the first image.</summary>
    public string FirstCaption => Backwards ? Instruction.OutputCaption : Instruction.InputCaption;

    /// <summary>Caption of the second image.</summary>
    public string SecondCaption => Backwards ? Instruction.InputCaption : Instruction.OutputCaption;

    public ImageSource Source { get; set; }

    /// <summary>The image that is made first.</summary>
    public Image? Picture { get; set; }

    /// <summary>The latents of the first image; null if nothing is denoised.</summary>
    public Trajectory? Trajectory { get; set; }

    /// <summary>The grounded phrase.</summary>
    public string? Phrase { get; set; }

    public float? Confidence { get; set; }

    public Box Box { get; set; }

    /// <summary>The grounded pixels; null if nothing is grounded.</summary>
    public Mask? Area { get; set; }

    public FilterResult? Failure { get; private set; }

    public bool IsAlive => Failure is null;

    /// <summary>Returns the random numbers of the noise. Noise and each candidate have separate random numbers.</summary>
    public CounterRandom Noise() => Request.Random(0);

    public CounterRandom Candidate(int candidate) => Request.Random(1 + candidate);

    public void Fail(string stage, double value, string reason) => Failure ??= new(stage, Passed: false, value, reason);

    public void Add(Image second, Mask region, PairOrigin origin)
    {
        var (input, target) = Backwards ? (second, Picture!) : (Picture!, second);
        _pairs.Add(
            new(
                new(
                    input,
                    Instruction.Instruction,
                    target,
                    Instruction.Task,
                    region,
                    Instruction.InputCaption,
                    Instruction.OutputCaption,
                    Instruction.EditedObject
                ),
                origin with
                {
                    Swapped = Backwards,
                    Grounded = Phrase,
                    Presence = Confidence,
                }
            )
        );
    }

    public PairOrigin Origin(int candidate) =>
        new(
            Recipe.Task,
            Source is ImageSource.Generated ? PairOrigin.Generated : PairOrigin.Rendered,
            Request.Seed,
            Request.Index,
            candidate
        );

    public PairOutcome Outcome() => new(_pairs, Failure);
}

/** How many words are offered at once. */
const LIMIT = 8;
const WORD_BEFORE = /[a-zA-Z_][\w.]*$/;
const WORD_AFTER = /^[\w.]*/;

function rank(word, typed) {
    const text = word.text.toLowerCase();
    if (text.startsWith(typed)) {
        return 0;
    }
    if (text.includes(typed)) {
        return 1;
    }
    return word.label.toLowerCase().includes(typed) ? 2 : 3;
}

/** What may be typed next in a formula; knows nothing of the page. */
export class FormulaCompletion {
    constructor(loadWords) {
        this.loadWords = loadWords;
        this.words = null;
        this.matches = [];
        this.index = 0;
        this.start = 0;
        this.caret = 0;
    }

    get isOpen() {
        return this.matches.length > 0;
    }

    get current() {
        return this.matches[this.index];
    }

    /**
     * Offer what fits the word before the caret; everything if `isForced`.
     *
     * @param {string} text the whole formula
     * @param {number} caret
     */
    async complete(text, caret, isForced = false) {
        const typed = WORD_BEFORE.exec(text.slice(0, caret))?.[0] || "";
        this.start = caret - typed.length;
        this.caret = caret;
        if (!typed && !isForced) {
            return this.close();
        }
        try {
            this.words ||= await this.loadWords();
        } catch {
            return this.close(); // typing goes on without help
        }
        this.matches = this.find(typed.toLowerCase());
        this.index = 0;
    }

    find(typed) {
        return this.words
            .map((word) => ({ ...word, rank: rank(word, typed) }))
            .filter((word) => word.rank < 3 && word.text !== typed)
            .sort((left, right) => left.rank - right.rank)
            .slice(0, LIMIT);
    }

    move(step) {
        const { length } = this.matches;
        this.index = (this.index + step + length) % length;
    }

    close() {
        this.matches = [];
        this.index = 0;
    }

    /** The formula with a word put in place of what was typed of it. */
    insert(word, text) {
        const rest = text.slice(this.caret).replace(WORD_AFTER, "");
        const before = text.slice(0, this.start) + word.text;
        return { value: before + rest, caret: before.length };
    }
}
